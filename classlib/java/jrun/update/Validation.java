package jrun.update;

/**
 * Looks at the program after all migrations and before any other thread sees the update. Found in a patch by implementing this
 * interface; what it throws refuses the update.
 */
@FunctionalInterface
public interface Validation {
    /**
     * Returns if the update is right.
     *
     * @param view the program as it would go on
     * @throws Exception to refuse the update
     */
    void check(UpdateView view) throws Exception;
}
