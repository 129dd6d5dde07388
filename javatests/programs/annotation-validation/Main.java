import java.lang.annotation.Annotation;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Annotations processed at run time: a validator for records. */
public class Main {
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.RECORD_COMPONENT)
    @interface Range {
        int min() default 0;

        int max();
    }

    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.RECORD_COMPONENT)
    @Repeatable(Patterns.class)
    @interface Matches {
        String value();

        String message() default "does not match";
    }

    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.RECORD_COMPONENT)
    @interface Patterns {
        Matches[] value();
    }

    record Person(@Matches("[A-Z].*") @Matches(value = ".{3,}", message = "too short") String name, @Range(min = 18, max = 99) int age,
        @Matches("\\S+@\\S+") String mail) {
    }

    static final Map<Class<? extends Annotation>, BiFunction<Annotation, Object, String>> RULES = new LinkedHashMap<>();

    static {
        RULES.put(Range.class, (a, v) -> {
            Range r = (Range) a;
            int i = (int) v;
            return i < r.min() || i > r.max() ? "not in " + r.min() + ".." + r.max() : null;
        });
        RULES.put(Matches.class, (a, v) -> ((String) v).matches(((Matches) a).value()) ? null : ((Matches) a).message());
    }

    static List<String> validate(Record r) throws ReflectiveOperationException {
        List<String> problems = new ArrayList<>();
        for (RecordComponent c : r.getClass().getRecordComponents()) {
            Object v = c.getAccessor().invoke(r);
            for (var rule : RULES.entrySet()) {
                for (Annotation a : c.getAnnotationsByType(rule.getKey())) {
                    String p = rule.getValue().apply(a, v);
                    if (p != null) {
                        problems.add(c.getName() + " " + v + ": " + p);
                    }
                }
            }
        }
        return problems;
    }

    public static void main(String[] args) throws Exception {
        for (Person p : List.of(new Person("Marcel", 30, "m@x"), new Person("jo", 12, "nobody"), new Person("Al", 120, "a@b c"))) {
            System.out.println(p + " -> " + validate(p));
        }
        for (Annotation a : Person.class.getRecordComponents()[1].getAnnotations()) {
            System.out.println(a.annotationType().getName());
        }
    }
}
