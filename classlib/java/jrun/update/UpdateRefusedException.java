package jrun.update;

/** An update was refused and nothing has changed. The message has all reasons. */
public class UpdateRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UpdateRefusedException(String reasons) {
        super(reasons);
    }
}
