import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;

public class Main {
    public static void main(String[] args) throws Throwable {
        Target target = new Target();
        Method method = Target.class.getDeclaredMethod("version");
        MethodHandle handle = MethodHandles.lookup().findVirtual(Target.class, "version", MethodType.methodType(String.class));
        do {
            System.out.println(method.invoke(target) + " " + (String) handle.invokeExact(target));
        } while (Live.update());
    }
}
