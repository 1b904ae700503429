/** Tests of the translation, with translators that are wrong on purpose. */
@NullMarked
package io.parley.core.translation;

import org.jspecify.annotations.NullMarked;
