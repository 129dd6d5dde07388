/** Reads and writes instance and static fields. */
public class FieldAccess {
    private static long updates;

    private int x;
    private long y;
    private double z;

    public static void main(String[] args) {
        FieldAccess a = new FieldAccess();
        FieldAccess b = new FieldAccess();
        for (int i = 0; i < 20_000_000; i++) {
            a.x += i;
            b.y += a.x;
            a.z = b.y * 0.5;
            updates++;
        }
        System.out.println(a.x + " " + b.y + " " + a.z + " " + updates);
    }
}
