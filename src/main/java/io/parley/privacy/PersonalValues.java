package io.parley.privacy;

import io.parley.Personal;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the personal values in records, lists, sets and maps, at any depth, and replaces them. */
final class PersonalValues {

    /** Returns the replacement of a value. */
    interface Change {
        /** @param type the value's type as declared by the record */
        Personal<?> of(Personal<?> personal, Type type);
    }

    private record Part(Method accessor, @Nullable Type personal) {}

    private record Plan(Constructor<?> constructor, List<Part> parts) {}

    private static final ClassValue<Plan> PLANS = new ClassValue<>() {
        @Override
        protected Plan computeValue(Class<?> type) {
            List<Part> parts = new ArrayList<>();
            List<Class<?>> types = new ArrayList<>();
            for (RecordComponent component : type.getRecordComponents()) {
                component.getAccessor().setAccessible(true);
                parts.add(new Part(component.getAccessor(), typeIn(component.getGenericType())));
                types.add(component.getType());
            }
            try {
                Constructor<?> constructor = type.getDeclaredConstructor(types.toArray(new Class<?>[0]));
                constructor.setAccessible(true);
                return new Plan(constructor, List.copyOf(parts));
            } catch (NoSuchMethodException impossible) {
                throw new IllegalStateException("every record has a canonical constructor", impossible);
            }
        }
    };

    private PersonalValues() {}

    /** Returns the same object if nothing is changed. */
    @SuppressWarnings("unchecked")
    static <T> T map(T value, Change change) {
        return (T) mapped(value, Object.class, change);
    }

    private static Object mapped(Object value, Type declared, Change change) {
        if (value instanceof Personal<?> personal) {
            return change.of(personal, declared);
        }
        if (value instanceof Record record) {
            return mapped(record, change);
        }
        if (value instanceof Map<?, ?> map) {
            return mapped(map, declared, change);
        }
        if (value instanceof Collection<?> all) {
            return mapped(all, declared, change);
        }
        return value;
    }

    private static Object mapped(Record record, Change change) {
        Plan plan = PLANS.get(record.getClass());
        Object[] values = new Object[plan.parts().size()];
        boolean changed = false;
        try {
            for (int i = 0; i < values.length; i++) {
                Part part = plan.parts().get(i);
                Object before = part.accessor().invoke(record);
                if (before != null) {
                    Type type = part.personal() == null ? Object.class : part.personal();
                    values[i] = mapped(before, type, change);
                    changed |= values[i] != before;
                }
            }
            return changed ? plan.constructor().newInstance(values) : record;
        } catch (InvocationTargetException refused) {
            throw new IllegalStateException("a record refuses its own component values", refused.getCause());
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("records are accessible", impossible);
        }
    }

    private static Object mapped(Collection<?> before, Type declared, Change change) {
        List<Object> after = new ArrayList<>(before.size());
        boolean changed = false;
        for (Object element : before) {
            Object mapped = mapped(element, declared, change);
            after.add(mapped);
            changed |= mapped != element;
        }
        return !changed ? before : before instanceof Set ? new LinkedHashSet<>(after) : after;
    }

    private static Object mapped(Map<?, ?> before, Type declared, Change change) {
        Map<Object, Object> after = new LinkedHashMap<>();
        boolean changed = false;
        for (Map.Entry<?, ?> entry : before.entrySet()) {
            Object mapped = mapped(entry.getValue(), declared, change);
            after.put(entry.getKey(), mapped);
            changed |= mapped != entry.getValue();
        }
        return changed ? after : before;
    }

    /** Returns the type of value that a {@code Personal} anywhere in a declared type holds; null if it contains none. */
    private static @Nullable Type typeIn(Type declared) {
        if (!(declared instanceof ParameterizedType generic)) {
            return null;
        }
        if (generic.getRawType() == Personal.class) {
            return generic.getActualTypeArguments()[0];
        }
        for (Type argument : generic.getActualTypeArguments()) {
            Type found = typeIn(argument);
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
