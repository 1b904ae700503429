/** What an environment is told and what it grants: the service provider interface of adapters. */
@NullMarked
package io.parley.api.environment;

import org.jspecify.annotations.NullMarked;
