/** Flink processes on Kubernetes, written as a stranger would who has Parley's api and nothing else of it. */
@NullMarked
package io.parley.examples.kubernetes;

import org.jspecify.annotations.NullMarked;
