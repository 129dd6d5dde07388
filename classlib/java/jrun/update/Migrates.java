package jrun.update;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a {@link Migration} or {@link StaticsMigration} and says of which classes. It runs in the update that brings it or
 * changes it, if one of these classes changes in that update.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Migrates {
    /** Binary names of the classes. */
    String[] value();

    /** The number of the version that instances come from; any if negative. */
    int from() default -1;
}
