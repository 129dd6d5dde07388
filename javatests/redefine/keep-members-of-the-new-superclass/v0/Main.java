import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

public class Main {
    public static void main(String[] args) throws Exception {
        Field engine = Robot.class.getDeclaredField("engine");
        engine.get(new Robot());
        Method secret = Dog.class.getDeclaredMethod("secret");
        secret.setAccessible(true);
        List<Dog> dogs = new ArrayList<>();
        do {
            dogs.add(new Dog());
            System.out.println("kind of a Dog: " + Live.attempt(() -> Dog.kind()));
            for (int at = 0; at < dogs.size(); at++) {
                Dog dog = dogs.get(at);
                System.out.println(at + ": engine " + Live.attempt(() -> engine.get(dog)) + ", secret "
                        + Live.attempt(() -> secret.invoke(dog)));
            }
        } while (Live.update());
    }
}
