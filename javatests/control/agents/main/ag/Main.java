package ag;

/** Says what the agents have made of its classes. */
public class Main {
    public static void main(String[] args) throws Exception {
        String last = "";
        while (true) {
            String line = Subject.say() + " " + Spoiled.say();
            if (!line.equals(last)) {
                last = line;
                System.out.println(line);
                if (line.startsWith("both-more")) {
                    Agent.instrumentation.retransformClasses(Subject.class);
                    System.out.println("transformed again: " + Subject.say());
                }
            }
            Thread.sleep(5);
        }
    }
}
