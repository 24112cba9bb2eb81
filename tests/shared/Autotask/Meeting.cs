namespace CloudmoreAutotask.Tests.Autotask;

/// <summary>Holds calls until so many have arrived, which shows that they were in flight together; later ones pass.</summary>
internal sealed class Meeting(int size)
{
    private readonly TaskCompletionSource complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int arrived;

    public bool IsComplete => complete.Task.IsCompletedSuccessfully;

    public Task ArriveAsync()
    {
        if (Interlocked.Increment(ref arrived) >= size)
            complete.TrySetResult();
        return complete.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }
}
