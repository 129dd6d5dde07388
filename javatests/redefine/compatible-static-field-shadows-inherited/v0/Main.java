public class Main {
    public static void main(String[] args) {
        do {
            System.out.println("Config.level = " + Local.level);
        } while (Live.update());
    }
}
