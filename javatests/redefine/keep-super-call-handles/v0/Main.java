import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

public class Main {
    public static void main(String[] args) throws Throwable {
        List<Leaf> leaves = new ArrayList<>();
        MethodHandle early = Leaf.superWho();
        do {
            leaves.add(new Leaf());
            for (Leaf leaf : leaves) {
                for (MethodHandle handle : new MethodHandle[] {early, Leaf.superWho()}) {
                    System.out.print((String) handle.invokeExact(leaf) + ", ");
                }
                System.out.println(leaf.who());
            }
        } while (Live.update());
    }
}
