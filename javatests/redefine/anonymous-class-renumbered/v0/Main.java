public class Main {
    public static void main(String[] args) {
        Object kept = Buttons.close();
        do {
            System.out.println("kept: " + kept);
        } while (Live.update());
    }
}
