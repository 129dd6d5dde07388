import java.io.ObjectStreamClass;
import java.lang.reflect.Array;
import java.lang.reflect.Method;

public class Main {
    public static void main(String[] args) throws Exception {
        Shop.Part first = Shop.first(), second = Shop.second();
        Object array = Array.newInstance(first.getClass(), 1);
        Method where = first.getClass().getDeclaredMethod("where");
        where.setAccessible(true);
        do {
            Class<?> type = first.getClass();
            System.out.println(where.invoke(first) + " in a frame, " + second.where() + " in a frame");
            System.out.println(array.getClass().getTypeName() + " of " + array.getClass().getComponentType().getName());
            System.out.println(array.getClass().getName());
            System.out.println("serialized as " + ObjectStreamClass.lookupAny(type).getName());
            System.out.println("reflection: " + type.isAnonymousClass() + " "
                    + (type.getEnclosingMethod().getName().equals("first")) + " "
                    + (Class.forName(array.getClass().getName()) == array.getClass()));
            System.out.println(type);
        } while (Live.update());
    }

}
