public class Main {
    public static void main(String[] args) {
        do {
            for (String word : new String[] {"start", "stop"}) {
                System.out.println(word + ": " + Command.run(word));
            }
        } while (Live.update());
    }
}
