namespace CloudmoreAutotask.Tests;

/// <summary>Measures memory that is allocated; unlike time it is the same on every machine.</summary>
internal static class Allocation
{
    /// <summary>The bytes that a warm call allocates on its thread for each item it deals with.</summary>
    public static long ForEach(int items, Action call)
    {
        call();
        var before = GC.GetAllocatedBytesForCurrentThread();
        call();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / items;
    }
}
