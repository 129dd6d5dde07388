public class Main {
    public static void main(String[] args) throws Exception {
        do {
            System.out.println("limit " + Limits.class.getDeclaredField("MAX").getInt(null) + ", inlined " + Limits.MAX);
        } while (Live.update());
    }
}
