package pairs;

/** Numbered questions about the classes of a pair, linked directly to their members. */
public interface Probes {
    /** How many there are. */
    int count();

    /** The answer to one. */
    String at(int number) throws Throwable;
}
