public interface Kind {}
