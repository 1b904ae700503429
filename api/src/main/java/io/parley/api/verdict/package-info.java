/** One explainable answer for every environment. */
@NullMarked
package io.parley.api.verdict;

import org.jspecify.annotations.NullMarked;
