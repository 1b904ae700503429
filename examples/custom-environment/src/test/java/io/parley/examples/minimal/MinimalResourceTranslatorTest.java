package io.parley.examples.minimal;

import io.parley.api.environment.ResourceTranslator;
import io.parley.api.environment.ResourceTranslatorContract;

class MinimalResourceTranslatorTest extends ResourceTranslatorContract<MinimalResourceTranslator.Box> {

    @Override
    protected ResourceTranslator<MinimalResourceTranslator.Box> translator() {
        return new MinimalResourceTranslator();
    }
}
