package io.parley.projection;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.privacy.Kms;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OutagesTest {

    static Stream<Throwable> away() {
        return Stream.of(
                new DriverTimeoutException("no answer"),
                AllNodesFailedException.fromErrors(java.util.Map.of()),
                new org.apache.kafka.common.errors.TimeoutException("no broker"),
                new NotEnoughReplicasException("one of three"),
                new TopicAuthorizationException("conversation.events.v1"),
                new TimeoutException(),
                new Kms.Unavailable("not mounted", new IOException()),
                new Refused(ErrorCode.TEMPORARILY_UNAVAILABLE, "try again"));
    }

    static Stream<Throwable> bad() {
        return Stream.of(
                new RecordTooLargeException("two megabytes"),
                new SerializationException("no JSON"),
                new IllegalStateException("a bug"),
                new NullPointerException(),
                new Kms.Lost("destroyed"),
                new Refused(ErrorCode.BAD_REQUEST, "too long"));
    }

    @ParameterizedTest
    @MethodSource("away")
    void whatIsAwayIsWaitedFor(Throwable failure) {
        assertThat(Outages.is(new CompletionException(failure))).isTrue();
    }

    @ParameterizedTest
    @MethodSource("bad")
    void aRecordThatCannotBeHandledIsNotWaitedFor(Throwable failure) {
        assertThat(Outages.is(new CompletionException(failure))).isFalse();
    }
}
