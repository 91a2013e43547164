package io.parley;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.RecyclerPool;
import java.util.Arrays;

/**
 * Buffers for reading and writing JSON that may contain personal data. Jackson keeps its buffers, with their last contents, as long as the
 * thread lives; these are wiped after each use, so that nothing of a customer remains once their key is destroyed.
 */
public final class WipedBuffers extends BufferRecycler {

    public static final RecyclerPool<BufferRecycler> POOL = new OfEachThread();

    private WipedBuffers() {}

    /** Returns a factory for mappers that use these buffers. */
    public static JsonFactoryBuilder factory() {
        return new JsonFactoryBuilder().recyclerPool(POOL);
    }

    @Override
    public void releaseByteBuffer(int use, byte[] buffer) {
        Arrays.fill(buffer, (byte) 0);
        super.releaseByteBuffer(use, buffer);
    }

    @Override
    public void releaseCharBuffer(int use, char[] buffer) {
        Arrays.fill(buffer, '\0');
        super.releaseCharBuffer(use, buffer);
    }

    private static final class OfEachThread extends RecyclerPool.ThreadLocalPoolBase<BufferRecycler> {

        private static final long serialVersionUID = 1L;
        private static final ThreadLocal<BufferRecycler> BUFFERS = ThreadLocal.withInitial(WipedBuffers::new);

        @Override
        public BufferRecycler acquirePooled() {
            return BUFFERS.get();
        }
    }
}
