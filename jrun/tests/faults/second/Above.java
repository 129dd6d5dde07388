public class Above {
    int above = 7;
}
