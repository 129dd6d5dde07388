package jrun.update;

/** A {@link Validation} says no. */
public class ValidationFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ValidationFailedException(String message) {
        super(message);
    }
}
