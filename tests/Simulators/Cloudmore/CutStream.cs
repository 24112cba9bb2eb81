namespace CloudmoreAutotask.Simulators.Cloudmore;

/// <summary>Lets the first bytes through and loses the rest.</summary>
/// <param name="inner">Where the bytes go.</param>
/// <param name="length">How many go through.</param>
/// <param name="atEnd">Called once, when the first byte is lost.</param>
internal sealed class CutStream(Stream inner, long length, Action atEnd) : Stream
{
    private long left = length;
    private bool ended;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var taken = (int)Math.Min(left, buffer.Length);
        left -= taken;
        if (taken > 0)
            await inner.WriteAsync(buffer[..taken], cancellationToken);
        if (taken == buffer.Length || ended)
            return;
        ended = true;
        await inner.FlushAsync(cancellationToken);
        atEnd();
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => ended ? Task.CompletedTask : inner.FlushAsync(cancellationToken);

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
