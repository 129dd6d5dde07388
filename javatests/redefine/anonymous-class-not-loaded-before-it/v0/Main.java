public class Main {
    public static void main(String[] args) {
        Object kept = Gate.make(2);
        do {
            System.out.println("kept: " + kept + ", " + kept.hashCode());
        } while (Live.update());
    }
}
