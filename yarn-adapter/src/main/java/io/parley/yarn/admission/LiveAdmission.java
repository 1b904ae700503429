package io.parley.yarn.admission;

import io.parley.api.environment.Admission;

/**
 * What follows from the answers of a ResourceManager. Immutable.
 *
 * @param admission the answer, in which the files of a client count where the ResourceManager does not tell
 * @param isRefusal whether the container never starts by what the ResourceManager itself tells; files of a client need
 *     not be those of the cluster
 */
public record LiveAdmission(Admission admission, boolean isRefusal) {}
