package io.parley.dialogue.knowledge;

import java.nio.ByteBuffer;
import java.util.List;

/** An embedding without leading and trailing zeros: a text in one language fills only that language's part. */
record Vector(int from, float[] values) {

    static Vector of(float[] whole) {
        int from = 0;
        while (from < whole.length && whole[from] == 0) {
            from++;
        }
        int to = whole.length;
        while (to > from && whole[to - 1] == 0) {
            to--;
        }
        float[] values = new float[to - from];
        System.arraycopy(whole, from, values, 0, values.length);
        return new Vector(from, values);
    }

    static Vector mean(List<Vector> vectors, int dimensions) {
        float[] sum = new float[dimensions];
        for (Vector vector : vectors) {
            for (int i = 0; i < vector.values.length; i++) {
                sum[vector.from + i] += vector.values[i] / vectors.size();
            }
        }
        return of(sum);
    }

    /** @param bytes as returned by {@link #toBytes} */
    static Vector of(byte[] bytes) {
        ByteBuffer read = ByteBuffer.wrap(bytes);
        int from = read.getInt();
        float[] values = new float[read.remaining() / Float.BYTES];
        read.asFloatBuffer().get(values);
        return new Vector(from, values);
    }

    /** Returns the offset and then the values, each as four bytes, big-endian. */
    byte[] toBytes() {
        ByteBuffer written = ByteBuffer.allocate(Integer.BYTES + values.length * Float.BYTES);
        written.putInt(from).asFloatBuffer().put(values);
        return written.array();
    }

    /**
     * Returns the dot product with a whole vector. Uses four sums, because the processor need not wait for one before it begins the next.
     */
    double times(float[] whole) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = 0;
        for (; i + 3 < values.length; i += 4) {
            a += values[i] * whole[from + i];
            b += values[i + 1] * whole[from + i + 1];
            c += values[i + 2] * whole[from + i + 2];
            d += values[i + 3] * whole[from + i + 3];
        }
        for (; i < values.length; i++) {
            a += values[i] * whole[from + i];
        }
        return a + b + c + d;
    }
}
