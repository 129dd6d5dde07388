import jrun.update.UpdateView;
import jrun.update.Validation;

/** Spoils what it looks at and says no. */
public final class Check implements Validation {
    @Override
    public void check(UpdateView view) {
        for (Base base : view.instances(Base.class)) {
            base.more = null;
        }
        Main.MAP.clear();
        view.require(Main.MAP.size() > 0, "nothing is left");
    }
}
