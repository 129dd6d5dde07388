package shop;

public class Till {
    int sum = 5;
}
