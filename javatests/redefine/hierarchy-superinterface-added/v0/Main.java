public class Main {
    static class Disk implements Store {}

    public static void main(String[] args) throws Exception {
        Object disk = new Disk();
        do {
            System.out.println("closeable: " + (disk instanceof AutoCloseable));
            if (disk instanceof AutoCloseable closeable) {
                closeable.close();
            }
        } while (Live.update());
    }
}
