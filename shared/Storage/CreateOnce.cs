namespace CloudmoreAutotask.Storage;

/// <summary>Creates a table, queue or container before its first use, once in a process; a failed try is tried again.</summary>
internal sealed class CreateOnce(Func<CancellationToken, Task> create)
{
    private readonly SemaphoreSlim creating = new(1, 1);
    private bool created;

    public async Task EnsureAsync(CancellationToken cancellation)
    {
        if (Volatile.Read(ref created))
            return;
        await creating.WaitAsync(cancellation);
        try
        {
            if (!created)
                await create(cancellation);
            Volatile.Write(ref created, true);
        }
        finally
        {
            creating.Release();
        }
    }
}
