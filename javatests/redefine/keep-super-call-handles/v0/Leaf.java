import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

class Leaf extends Base {
    @Override
    String who() {
        return "leaf of " + super.who();
    }

    static MethodHandle superWho() throws ReflectiveOperationException {
        return MethodHandles.lookup().findSpecial(Base.class, "who", MethodType.methodType(String.class), Leaf.class);
    }
}
