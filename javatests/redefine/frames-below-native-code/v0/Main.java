import java.lang.reflect.Method;

public class Main {
    public static void main(String[] args) throws Exception {
        Task task = new Task();
        // The first calls of a Method run through native code.
        Method outer = Task.class.getDeclaredMethod("outer");
        outer.invoke(task);
        do {
            System.out.println("called anew: " + task.version());
        } while (Live.update());
    }
}
