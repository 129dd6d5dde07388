/** Class files that break rules or strain limits: each ends in the error that the specification names, or runs. */
public class Rules {
    public static void main(String[] args) {
        Hierarchy.all();
        Verification.all();
        Dynamic.all();
        Format.all();
    }
}
