public class Main {
    public static void main(String[] args) {
        Note note = new Note("hello");
        Stamp stamp = new Stamp();
        do {
            System.out.println(note + "; " + stamp);
        } while (Live.update());
    }
}
