import jrun.update.UpdateView;
import jrun.update.Validation;

public final class NothingIsLost implements Validation {
    public void check(UpdateView view) {
        view.require(view.instances(Stock.class).size() == 2, "two stocks");
        for (UpdateView.Pair<Stock> pair : view.pairs(Stock.class)) {
            view.require(
                    pair.fresh().dozens * 12 == pair.old().getInt("count"), "some of " + pair.fresh().name + " is lost");
        }
    }
}
