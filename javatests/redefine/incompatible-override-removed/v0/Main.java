public class Main {
    public static void main(String[] args) {
        General general = new Special();
        do {
            System.out.println(general.kind());
        } while (Live.update());
    }
}
