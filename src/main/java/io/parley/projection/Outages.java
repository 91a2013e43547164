package io.parley.projection;

import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.privacy.Kms;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;

/** Distinguishes an unavailable database, broker or KMS, where waiting helps, from a record that cannot be handled, where it does not. */
public final class Outages {

    private Outages() {}

    /** Whether waiting helps. */
    public static boolean is(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof DriverException) {
            // A statement refused for its content, for instance because it is too large, is refused every time.
            return !(cause instanceof InvalidQueryException);
        }
        if (cause instanceof KafkaException) {
            return !(cause instanceof RecordTooLargeException
                    || cause instanceof RecordBatchTooLargeException
                    || cause instanceof InvalidRecordException
                    || cause instanceof SerializationException);
        }
        return cause instanceof Kms.Unavailable
                || cause instanceof TimeoutException
                || cause instanceof RejectedExecutionException
                || cause instanceof CancellationException
                || (cause instanceof Refused refused && refused.code() == ErrorCode.TEMPORARILY_UNAVAILABLE);
    }

    /** Returns the cause without the wrappers of futures. */
    static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
