import java.lang.reflect.Constructor;

public class Main {
    public static void main(String[] args) throws Exception {
        Constructor<Toy> constructor = Toy.class.getDeclaredConstructor();
        do {
            System.out.println("made " + constructor.newInstance().kind());
            System.gc();
        } while (Live.update());
    }
}
