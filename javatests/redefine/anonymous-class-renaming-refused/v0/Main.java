public class Main {
    public static void main(String[] args) throws Exception {
        Object kept = Box.make(), plan = new Plan();
        do {
            Class<?> type = kept.getClass();
            System.out.println("kept: " + kept + ", " + type.getName() + ", " + (Class.forName(type.getName()) == type));
        } while (Live.update());
    }
}
