import jrun.update.UpdateView;
import jrun.update.Validation;

/** Every object has the number that it had. */
public final class Check implements Validation {
    @Override
    public void check(UpdateView view) {
        for (UpdateView.Pair<Base> pair : view.pairs(Base.class)) {
            view.require(pair.fresh().number == pair.old().getInt("number"), "another number");
        }
    }
}
