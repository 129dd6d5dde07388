import java.util.List;

public class Main {
    public static void main(String[] args) {
        List<User> users = List.of(new User("Ann"), new User("Bob"));
        do {
            users.forEach(user -> System.out.println(user));
        } while (Live.update());
    }
}
