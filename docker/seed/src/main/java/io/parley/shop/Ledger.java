package io.parley.shop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The shop's durable state, in an H2 database file: changed orders, stock, used coupons, the answers given for idempotency keys and
 * the wrong telephone numbers given for orders.
 *
 * <p>A single connection runs one transaction at a time, which isolates them completely; a shop of this size needs no more.
 */
final class Ledger implements AutoCloseable {
    private static final String[] SCHEMA = {
        "create table if not exists changed_order ("
                + "number varchar(40) primary key, document varchar(20000) not null, changed_at timestamp with time zone not null)",
        "create table if not exists stock (product varchar(60) primary key, available int not null check (available >= 0))",
        "create table if not exists coupon_use ("
                + "code varchar(40), customer varchar(64), discount_minor bigint not null,"
                + " used_at timestamp with time zone not null, primary key (code, customer))",
        "create table if not exists answered ("
                + "idempotency_key varchar(100) primary key, request varchar(64) not null, answer varchar(40000) not null,"
                + " answered_at timestamp with time zone not null)",
        "create table if not exists missed_confirmation ("
                + "number varchar(64) primary key, missed int not null, first_at timestamp with time zone not null)"
    };

    private final Connection connection;
    private final ObjectMapper json;
    private boolean working;

    private Ledger(Connection connection, ObjectMapper json) {
        this.connection = connection;
        this.json = json;
    }

    /** An answer given before, with the fingerprint of the request it answered. */
    record Answer(String request, String answer) {}

    /**
     * Opens or creates the database.
     *
     * @throws IOException if the directory cannot be used, for example because another shop is running on it
     */
    static Ledger open(Path directory, ObjectMapper json) throws IOException {
        Path file = directory.toAbsolutePath().normalize().resolve("shop");
        if (file.toString().indexOf(';') >= 0) {
            throw new IOException("The data directory's path must not contain a semicolon: " + directory);
        }
        Files.createDirectories(directory);
        try {
            // Without WRITE_DELAY=0 a commit may sit in memory for half a second, and a crash would undo what was
            // acknowledged.
            Connection connection = DriverManager.getConnection(
                    "jdbc:h2:file:" + file + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE", "sa", "");
            try (Statement statement = connection.createStatement()) {
                for (String table : SCHEMA) {
                    statement.execute(table);
                }
            }
            connection.setAutoCommit(false);
            return new Ledger(connection, json);
        } catch (SQLException e) {
            throw new IOException("The shop's database in " + directory + " cannot be opened: " + e.getMessage(), e);
        }
    }

    /** Runs the work in a transaction, which is rolled back if the work throws. A nested call joins the outer transaction. */
    synchronized <T> T inTransaction(Supplier<T> work) {
        if (working) {
            return work.get();
        }
        boolean done = false;
        working = true;
        try {
            T result = work.get();
            connection.commit();
            done = true;
            return result;
        } catch (SQLException e) {
            throw new StorageException(e);
        } finally {
            working = false;
            if (!done) {
                rollBack();
            }
        }
    }

    private void rollBack() {
        try {
            connection.rollback();
        } catch (SQLException e) {
            throw new StorageException(e);
        }
    }

    Optional<Order> changedOrder(String number) {
        return one("select document from changed_order where number = ?", row -> order(row.getString(1)), number);
    }

    void store(Order order, Instant now) {
        try {
            update(
                    "merge into changed_order (number, document, changed_at) values (?, ?, ?)",
                    order.number(),
                    json.writeValueAsString(order),
                    now);
        } catch (JsonProcessingException e) {
            throw new StorageException(e);
        }
    }

    private Order order(String document) {
        try {
            return json.readValue(document, Order.class);
        } catch (JsonProcessingException e) {
            throw new StorageException(e);
        }
    }

    Optional<Integer> stock(String product) {
        return one("select available from stock where product = ?", row -> row.getInt(1), product);
    }

    void stock(String product, int available) {
        update("merge into stock (product, available) values (?, ?)", product, available);
    }

    boolean couponUsed(String code, String customer) {
        return one("select 1 from coupon_use where code = ? and customer = ?", row -> row.getInt(1), code, customer)
                .isPresent();
    }

    void couponUsed(String code, String customer, long discountMinor, Instant now) {
        update(
                "insert into coupon_use (code, customer, discount_minor, used_at) values (?, ?, ?, ?)",
                code,
                customer,
                discountMinor,
                now);
    }

    Optional<Answer> answer(String idempotencyKey) {
        return one(
                "select request, answer from answered where idempotency_key = ?",
                row -> new Answer(row.getString(1), row.getString(2)),
                idempotencyKey);
    }

    void answer(String idempotencyKey, Answer answer, Instant now) {
        update(
                "insert into answered (idempotency_key, request, answer, answered_at) values (?, ?, ?, ?)",
                idempotencyKey,
                answer.request(),
                answer.answer(),
                now);
    }

    /** How many wrong telephone numbers were given for an order. */
    int missed(String number) {
        return one("select missed from missed_confirmation where number = ?", row -> row.getInt(1), number)
                .orElse(0);
    }

    void miss(String number, Instant now) {
        if (missed(number) == 0) {
            update("insert into missed_confirmation (number, missed, first_at) values (?, 1, ?)", number, now);
        } else {
            update("update missed_confirmation set missed = missed + 1 where number = ?", number);
        }
    }

    /** Deletes the counts that began before this instant. */
    void forgetMissed(Instant before) {
        update("delete from missed_confirmation where first_at < ?", before);
    }

    private void update(String sql, Object... values) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new StorageException(e);
        }
    }

    private <T> Optional<T> one(String sql, Row<T> row, Object... values) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(row.read(rows)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw new StorageException(e);
        }
    }

    private static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new StorageException(e);
        }
    }

    @FunctionalInterface
    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** The database failed; callers are given no details. */
    static final class StorageException extends RuntimeException {
        StorageException(@Nullable Throwable cause) {
            super(cause);
        }
    }
}
