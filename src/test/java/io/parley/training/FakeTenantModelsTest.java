package io.parley.training;

class FakeTenantModelsTest extends TenantModelsContract {

    private final FakeTenantModels models = new FakeTenantModels();

    @Override
    TenantModels models() {
        return models;
    }
}
