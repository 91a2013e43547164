package io.parley.privacy;

import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.parley.Personal;
import io.parley.WipedBuffers;

/**
 * Allows open values in messages between nodes, which are not stored. Named in reference.conf for the only serializer of such messages;
 * those of journals and snapshots work without it and refuse open values. Its buffers are wiped.
 */
public final class OpenPersonalModule extends SimpleModule {

    private static final long serialVersionUID = 1L;

    public OpenPersonalModule() {
        super("open-between-nodes");
        setMixInAnnotation(Personal.class, Open.class);
    }

    @Override
    public void setupModule(SetupContext context) {
        super.setupModule(context);
        ObjectCodec mapper = context.getOwner();
        mapper.getFactory().setRecyclerPool(WipedBuffers.POOL);
    }

    @JsonSerialize(using = Personal.WriterBetweenNodes.class)
    private interface Open {}
}
