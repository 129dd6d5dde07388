public class Main {
    public static void main(String[] args) {
        Object first = Desk.make(1), second = Desk.make(2);
        do {
            System.out.println("first: " + first + ", second: " + second);
            System.out.println("fresh: " + Desk.make(2));
            System.out.println(first.getClass().getName() + " and " + second.getClass().getName());
            System.out.println("first found: " + isFound(first) + ", second found: " + isFound(second));
            System.out.println("nest: " + first.getClass().isNestmateOf(Desk.class));
        } while (Live.update());
    }

    static boolean isFound(Object object) {
        try {
            return Class.forName(object.getClass().getName()) == object.getClass();
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
