import java.lang.reflect.Field;

public class Main {
    public static void main(String[] args) throws Exception {
        Temp temp = new Temp();
        Field field = Temp.class.getDeclaredField("degrees");
        do {
            System.out.println(Live.attempt(() -> field.getType() + " " + field.get(temp)));
        } while (Live.update());
    }
}
