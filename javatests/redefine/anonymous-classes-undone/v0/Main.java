import jrun.update.Updates;

public class Main {
    public static void main(String[] args) throws Exception {
        Object a = Menu.make(true), b = Menu.make(false);
        show(a, b);
        while (Live.update()) {
            show(a, b);
            Updates.undo();
            System.out.println("undone");
            show(a, b);
        }
    }

    static void show(Object a, Object b) {
        System.out.println(a + " and " + b + ": " + a.getClass().getName() + " " + b.getClass().getName() + ", "
                + isFound(a) + " " + isFound(b));
        Object first = Menu.make(true), second = Menu.make(false);
        System.out.println("fresh: " + first + " " + second);
        if (second.getClass() != b.getClass()) {
            System.out.println("the second is of another class");
        }
    }

    static boolean isFound(Object object) {
        try {
            return Class.forName(object.getClass().getName()) == object.getClass();
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
