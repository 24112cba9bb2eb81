using System.Diagnostics;

namespace CloudmoreAutotask.Bench;

/// <summary>This repository with the product of an earlier commit in it, built in a folder of its own: the bench that measures it is this one. Disposing it removes the folder.</summary>
internal sealed class EarlierProduct : IAsyncDisposable
{
    // The product, and the host that fits it; all else measures them. Both are measured on the same storage.
    private static readonly string[] Parts = ["shared", "functions", "host.json", "tests/LocalHost"];
    private const string Storage = "tests/LocalHost/Storage";

    private readonly string _root;
    private readonly string _folder;

    private EarlierProduct(string root, string folder) => (_root, _folder) = (root, folder);

    /// <summary>Its bench.</summary>
    public string Program => Path.Combine(_folder, "artifacts", "bin", "Bench", "release", "CloudmoreAutotask.Bench.dll");

    /// <summary>Takes a commit's product and builds the bench with it.</summary>
    /// <param name="root">The repository. What is not committed there is not taken.</param>
    /// <param name="commit">The earlier commit.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidOperationException">There is no such commit, or this bench does not build with its product.</exception>
    public static async Task<EarlierProduct> BuildAsync(string root, string commit, CancellationToken cancellation)
    {
        var product = new EarlierProduct(root, Directory.CreateTempSubdirectory("bench-before-").FullName);
        try
        {
            await RunAsync(root, "git", ["worktree", "add", "--detach", "--force", product._folder, "HEAD"], cancellation);
            await RunAsync(product._folder, "git", ["rm", "-r", "-f", "-q", "--", .. Parts], cancellation);
            await RunAsync(product._folder, "git", ["checkout", commit, "--", .. Parts], cancellation);
            await RunAsync(product._folder, "git", ["rm", "-r", "-f", "-q", "--", Storage], cancellation);
            await RunAsync(product._folder, "git", ["checkout", "HEAD", "--", Storage], cancellation);
            await RunAsync(product._folder, "dotnet", ["build", "-c", "Release", "--property:RunAnalyzers=false", "--verbosity", "quiet", Path.Combine("tests", "Bench")], cancellation);
            return product;
        }
        catch
        {
            await product.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await RunAsync(_root, "git", ["worktree", "remove", "--force", _folder], CancellationToken.None);

    private static Task RunAsync(string folder, string program, IReadOnlyList<string> arguments, CancellationToken cancellation) =>
        BenchProcess.RunAsync(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder }, cancellation);
}
