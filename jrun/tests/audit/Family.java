import java.io.IOException;

/** Classes with every kind of table and cache filled, and a main thread that waits. */
public class Family {
    interface Named {
        default String name() {
            return "named";
        }
    }

    static class Base implements Named {
        int number = 1;
        String text = "base";

        String what() {
            return text + number;
        }
    }

    static class Leaf extends Base {
        long more = 2;

        @Override
        String what() {
            return super.what() + more;
        }

        String own() {
            return "own";
        }
    }

    static Base held = new Leaf();

    static String use(Base base, Named named) {
        return base.what() + named.name() + base.number + ((Leaf) base).more + ((Leaf) base).own();
    }

    public static void main(String[] args) throws IOException {
        for (int i = 0; i < 3; i++) {
            use(held, held);
        }
        System.out.println(Leaf.class.getDeclaredFields().length + use(held, held));
        System.in.read();
    }
}
